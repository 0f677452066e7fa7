"""Parts of a report by business area; each part is left out when there is nothing to say."""
