"""The living cards, one module per subject: what a card says and which buttons it has, from the state of the moment."""
