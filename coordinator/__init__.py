"""Who you are, and the doors you come in by: HTTP, sockets, the command line. `app.create_app` joins everything."""
