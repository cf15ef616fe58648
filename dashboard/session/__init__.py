"""What belongs to one person: the selection in the URL, their images, their networks."""
