"""How fast notices are queued and sent, and what visitors feel of it: on SQLite and PostgreSQL."""
