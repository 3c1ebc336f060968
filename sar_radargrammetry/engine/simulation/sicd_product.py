def write_sicd(*a, **k):
    raise NotImplementedError
