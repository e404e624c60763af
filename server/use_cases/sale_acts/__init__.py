"""Acts on whole sales: pause, resume and extend all items at once (0158).

port     the acts as the archive keeps them
acting   begins an act and has every item carry it out
"""
