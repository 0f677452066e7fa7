"""stub"""


def path_values(tables, calibration, base):
    return calibration, ()
