"""Every change of the notifications service, caused by events or by requests of recipients."""
