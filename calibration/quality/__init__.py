"""What is wrong with a history, and what that does to the estimates."""
