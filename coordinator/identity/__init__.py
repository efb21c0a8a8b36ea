"""Who people are: accounts, one-time links, passwords, second steps, sessions, and the actor a request acts as.

The session table is our own rather than a library's: sessions must be listed, revoked at once in every process, and
close the sockets opened under them, and the rights are read afresh on every request and every socket message.

What is secret is kept so that the database alone opens nothing: of tokens and cookies a digest, of passwords argon2id,
of recovery codes a keyed digest, and what must be read again is sealed with a key that is a file of the installation. A
receipt of a request that carried a secret is keyed as well. A link that is mailed waits in a sealed letter (`letters`),
and is forgotten once the mail is on its way. Who may give a seat's link lets its holder in: that is the way back for
whoever forgot a password or lost a phone, each with facts of its own on the platform's stream.
"""
