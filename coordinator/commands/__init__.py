"""The commands of `coordinator`, one small module each; a module's `register` adds its parser."""
