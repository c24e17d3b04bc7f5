# Makes the installer for Windows. Run on Windows, with Python 3.11 and Inno Setup 6:
#   powershell -File packaging\windows\build.ps1
# With $env:SIGN_COMMAND, such as a call of signtool, the installer is signed by it.
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot "..\..")

python -m venv build\venv
$python = "build\venv\Scripts\python.exe"
& $python -m pip install --quiet --constraint packaging\constraints.txt `
  --requirement packaging\pyinstaller\requirements.txt .
& $python packaging\pyinstaller\build.py --out build\bundle
& $python packaging\windows\associations.py build\associations.iss

$version = (& build\bundle\memstudio\memstudio.exe --version).Split(" ")[1]
& "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" /Q "/DVersion=$version" packaging\windows\memstudio.iss
$setup = "build\MemStudio-$version-x64-setup.exe"
if ($env:SIGN_COMMAND) { Invoke-Expression "$env:SIGN_COMMAND $setup" }
"{0}: {1:N0} MB" -f $setup, ((Get-Item $setup).Length / 1MB)
