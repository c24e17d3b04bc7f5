"""What the bundle does without, each with the reason; the sizes are of Linux on x86-64."""

from __future__ import annotations

import re

MODULES = (
    # Only for people who work on MemStudio or on these packages.
    "IPython", "matplotlib", "mypy", "numpy.f2py", "PyInstaller", "pip", "pytest", "_pytest",
    "hypothesis", "setuptools", "tkinter", "lib2to3", "pydoc_data", "pyarrow.tests",
    "numpy.testing", "torch.utils.benchmark", "torch.utils.bottleneck", "torch.utils.viz",
    "torch.testing._internal.common_methods_invocations", "torch.testing._internal.opinfo",
    "torch.testing._internal.generated", "torch.testing._internal.distributed.rpc",
    "pyqtgraph.examples", "tensorboard.backend", "sympy.testing", "readline", "curses", "sqlite3",
    # 19 MB and 20 MB: they serve TensorBoard's own page; the files for it are written without.
    "grpc", "tensorboard_data_server",
    # The compiler of programs for cards.
    "triton",
    # A service, and files in the cloud: 31 MB and 17 MB with their libraries.
    "pyarrow._flight", "pyarrow.flight", "pyarrow._s3fs", "pyarrow._gcsfs", "pyarrow._azurefs",
    "pyarrow._orc", "pyarrow.orc", "pyarrow._hdfs",
    "pyarrow.cuda", "pyarrow._cuda",
    # A picture format that no picture here is in.
    "PIL._avif", "PIL.AvifImagePlugin", "PIL._tkinter_finder",
    # Of Qt the window uses QtCore, QtGui, QtWidgets and QtSvg; pyqtgraph wants QtOpenGL, QtOpenGLWidgets
    # and QtTest besides.
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtQuickControls2",
    "PySide6.QtSql", "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtUiTools", "PySide6.QtXml",
    "PySide6.QtNetwork", "PySide6.QtPrintSupport", "PySide6.QtConcurrent", "PySide6.QtSvgWidgets",
    "PySide6.QtDBus",
    # Other bindings and frameworks that a package looks for.
    "PyQt5", "PyQt6", "PySide2", "tensorflow", "jax", "flax", "cupy", "numba", "pandas", "scipy",
    "sklearn", "torchvision", "torchaudio",
)  # fmt: skip
"""Never analysed and never collected."""

_FILES = (
    # For compiling against torch, numpy and arrow, and for testing them.
    r"torch/(include|share|test)/", r"torch/bin/(?!torch_shm_manager$)", r"torch/lib/.*\.(a|lib)$",
    r"torch/lib/lib(torchbind_test|jitbackend_test|backend_with_compiler|aoti_custom_ops)",
    r"pyarrow/(include|src|tests)/", r"pyarrow/.*\.(pxd|pxi|pyx|h)$",
    r"numpy/(.*/)?(include|tests)/", r"\.pyi$",
    # Sources that torch does not look at: of what it compiles for other machines, and of its tests.
    # What it looks at is in its settings, config*.py, and in what it makes scripts of.
    r"torch/(_inductor|testing|onnx|distributed|ao|_export|export|_numpy|_functorch|_dynamo|fx|package|_higher_order_ops)/(?!.*config\w*\.py$).*\.py$",
    # Of arrow what serves it and reads from clouds, and the second and third copy of a library.
    r"libarrow_(flight|s3|python_flight|python_parquet_encryption)", r"pyarrow/_parquet_encryption",
    r"pyarrow/_dataset_parquet_encryption", r"pyarrow/libarrow_python\.so(\.\d+\.\d+\.\d+)?$",
    # TensorBoard's own page, 10 MB.
    r"tensorboard/.*\.zip$",
    # NVIDIA's libraries of the computer that this is made on.
    r"(^|/)lib(cuda|cudart|cublas|cudnn|nvrtc)\b",
)  # fmt: skip

_QT = (
    # An on-screen keyboard with all of Qt Quick behind it, screens without a desktop, the network,
    # printing, and a look borrowed from GTK with all of GTK behind it.
    r"PySide6/Qt/qml/", r"plugins/platforminputcontexts/\w*qtvirtualkeyboard",
    r"plugins/platforms/(lib)?q(eglfs|linuxfb|vnc|vkkhrdisplay|minimalegl|webgl|direct2d)",
    r"plugins/platformthemes/libqgtk3",
    r"plugins/(egldeviceintegrations|printsupport|sqldrivers|qmltooling|networkinformation|tls|generic|vectorimageformats)/",
    r"plugins/imageformats/(lib)?q(pdf|tga|tiff|wbmp|webp|icns)",
    r"(lib)?Qt6?(Qml|Quick|VirtualKeyboard|Pdf|EglF[Ss]|Network|Sql|Concurrent|PrintSupport|ShaderTools)\w*\.(so|dll|abi3)",
    r"Qt(Qml|Quick|VirtualKeyboard|Pdf|Network|Sql|Concurrent|PrintSupport|ShaderTools)\w*\.framework",
    r"PySide6/(opengl32sw|d3dcompiler_\w*)\.dll$",
    # The languages that the window does not speak.
    r"PySide6/(Qt/)?translations/(?!qtbase_(en|zh_CN)\.qm)",
)  # fmt: skip

# What every Linux with a desktop has, and what has to go with it: its drivers load these too, and would
# meet older ones here. The others are what only GTK and the network asked for.
_SYSTEM = (
    r"^lib(stdc\+\+|gcc_s|X11|Xau|Xdmcp|fontconfig|freetype|expat|png16|brotli(common|dec))\.so",
    r"^lib(gtk-3|gdk-3|gdk_pixbuf-2\.0|atk-1\.0|atk-bridge-2\.0|atspi|cairo|cairo-gobject|pango-1\.0|pangocairo-1\.0|pangoft2-1\.0)\.so",
    r"^lib(epoxy|pixman-1|fribidi|thai|datrie|harfbuzz|graphite2|jpeg|gio-2\.0|gmodule-2\.0|mount|blkid|selinux)\.so",
    r"^libX(composite|cursor|damage|ext|fixes|i|inerama|randr|render)\.so",
    r"^lib(gssapi_krb5|krb5|k5crypto|krb5support|com_err|keyutils|readline|tinfo|sqlite3)\.so",
)  # fmt: skip
_LEFT_OUT = re.compile("|".join(f"(?:{each})" for each in (*_FILES, *_QT, *_SYSTEM)))


def is_left_out(place: str) -> bool:
    """Whether the bundle does without the file at `place`, which is relative to the bundle."""
    return bool(_LEFT_OUT.search(place.replace("\\", "/")))
