"""Who people are: accounts, one-time links, sessions, and the actor a request or a socket message acts as.

The session table is our own rather than a library's: sessions must be listed, revoked at once in every process, and
close the sockets opened under them, and the rights are read afresh on every request and every socket message.
"""
