"""Handshakes of websockets, and their refusals.

handshake  accepts websockets and takes them over from aiohttp
direct     accepts those that a connection begins with, before aiohttp
greeting   the packet that opens a session
refusals   refusals of handshakes, in the library's form
"""
