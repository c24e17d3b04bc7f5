"""What the bundle does without, each with the reason; the sizes are of Linux on x86-64."""

from __future__ import annotations

import re

MODULES = (
    # Only for people who work on MemStudio or on these packages.
    "IPython", "matplotlib", "mypy", "numpy.f2py", "PyInstaller", "pip", "pytest", "_pytest",
    "hypothesis", "setuptools", "tkinter", "lib2to3", "pydoc_data", "pyarrow.tests",
    "numpy.testing", "torch.testing._internal", "torch.utils.benchmark", "torch.utils.bottleneck",
    "torch.utils.viz", "pyqtgraph.examples", "tensorboard.backend", "sympy.testing",
    # 19 MB and 20 MB: they serve TensorBoard's own page; the files for it are written without.
    "grpc", "tensorboard_data_server",
    # 19 MB: for graphs that torch compiles, which is not done here.
    "networkx", "triton",
    # A service, and files in the cloud: 31 MB and 17 MB with their libraries.
    "pyarrow._flight", "pyarrow.flight", "pyarrow._s3fs", "pyarrow._gcsfs", "pyarrow._azurefs",
    "pyarrow._orc", "pyarrow.orc", "pyarrow._hdfs",
    "pyarrow.cuda", "pyarrow._cuda",
    # A picture format that no picture here is in.
    "PIL._avif", "PIL.AvifImagePlugin", "PIL._tkinter_finder",
    # Of Qt the window uses QtCore, QtGui, QtWidgets and QtSvg.
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtQuickControls2",
    "PySide6.QtSql", "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtUiTools", "PySide6.QtXml",
    "PySide6.QtNetwork", "PySide6.QtPrintSupport", "PySide6.QtConcurrent", "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets", "PySide6.QtSvgWidgets", "PySide6.QtDBus",
    # Other bindings and frameworks that a package looks for.
    "PyQt5", "PyQt6", "PySide2", "tensorflow", "jax", "flax", "cupy", "numba", "pandas", "scipy",
    "sklearn", "torchvision", "torchaudio",
)  # fmt: skip
"""Never analysed and never collected."""

_FILES = (
    # For compiling against torch, numpy and arrow.
    r"torch/(include|share|test)/", r"torch/bin/(?!torch_shm_manager$)", r"torch/lib/.*\.(a|lib)$", r"torch/lib/libtorchbind_test",
    r"torch/lib/libjitbackend_test", r"torch/lib/libbackend_with_compiler", r"torch/lib/libaoti_custom_ops",
    r"pyarrow/(include|src|tests)/", r"pyarrow/.*\.(pxd|pxi|pyx|h)$", r"numpy/.*/include/", r"numpy/.*/tests/",
    r"(^|/)[^/]*\.pyi$", r"pyarrow/(libarrow_flight|libarrow_s3)",
    r"pyarrow/libarrow_python_(flight|parquet_encryption)",
    # TensorBoard's own page, 10 MB.
    r"tensorboard/webapp|tensorboard/.*\.zip$|tensorboard/plugins/.*/static",
    # Of Qt: an on-screen keyboard with all of Qt Quick behind it, screens without a desktop, printing,
    # and the languages that the window does not speak.
    r"PySide6/Qt/qml/", r"PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboard",
    r"PySide6/Qt/plugins/platforms/libq(eglfs|linuxfb|vnc|vkkhrdisplay|minimalegl|webgl)",
    r"PySide6/Qt/plugins/(egldeviceintegrations|printsupport|sqldrivers|qmltooling|networkinformation|tls|generic|vectorimageformats)/",
    r"PySide6/Qt/plugins/imageformats/libq(pdf|tga|tiff|wbmp|webp|icns)",
    r"PySide6/Qt/lib/libQt6(Qml|Quick|VirtualKeyboard|Pdf|Eglfs|EglFs|Network|Sql|Test|Concurrent|PrintSupport|ShaderTools|Multimedia|QuickTemplates)",
    r"PySide6/(plugins|qml)/.*(virtualkeyboard|qml)", r"PySide6/(opengl32sw|d3dcompiler_.*)\.dll$",
    r"PySide6/(Qt/)?translations/(?!qtbase_(en|zh_CN)\.qm)",
)  # fmt: skip
_LEFT_OUT = re.compile("|".join(f"(?:{each})" for each in _FILES))


def is_left_out(place: str) -> bool:
    """Whether the bundle does without the file at `place`, which is relative to the bundle."""
    return bool(_LEFT_OUT.search(place.replace("\\", "/")))
