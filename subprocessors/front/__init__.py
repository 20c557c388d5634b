"""What every public answer needs: HTTP rules, the day asked for, the face, security headers."""
