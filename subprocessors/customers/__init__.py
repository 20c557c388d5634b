"""Customers who are owed notices by contract, and their addresses: kept, read, written."""
