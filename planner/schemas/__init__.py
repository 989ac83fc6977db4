"""Every JSON document: written, read back and described by the models here."""
