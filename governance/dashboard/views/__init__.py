"""The pages: thin function views over the other apps' questions and actions."""
