"""The sections a scenario may hold, one file per business area."""
