"""Stored files: letters, passports' copies, materials. Content outside the web root, under random names."""
