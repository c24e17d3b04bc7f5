"""An HTTP endpoint in OpenAI's form, whose conversations have a memory."""
