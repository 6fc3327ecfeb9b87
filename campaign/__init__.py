"""Write to your state legislators."""
