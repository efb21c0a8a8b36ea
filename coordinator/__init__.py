"""Know who somebody is, and open the doors they come in by."""
