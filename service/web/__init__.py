"""The web pages: what a person sees and clicks in the browser on their own machine."""
