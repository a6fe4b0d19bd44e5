def build(version, folder):
    raise NotImplementedError
