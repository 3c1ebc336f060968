"""The steps from images to elevation and what is built of them, as functions that jobs call."""
