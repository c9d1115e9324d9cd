"""What people do in chat, one module per subject: each handler parses, calls one service, and answers the tap."""
