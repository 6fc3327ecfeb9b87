"""Files that leave the program: asked for, approved, made, and fetched once."""
