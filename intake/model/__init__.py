"""The nouns that pass between stages: frozen, picklable data and nothing that acts.

`document` is what a file says, `form` what a form asks, `reading` what was answered, `assessment` what that is worth,
`message` what arrived, `decision` what happens now, `mail` what goes out.
"""
