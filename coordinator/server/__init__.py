"""The server as it runs: one process and the lock it holds, connections, and several workers on one port."""
