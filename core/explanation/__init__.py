"""Why a network answers as it does, and what it looks for: attribution, gradient ascent, small harmful changes."""
