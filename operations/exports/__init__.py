"""What leaves the platform: one `Table`, and a small reader of it per format."""
