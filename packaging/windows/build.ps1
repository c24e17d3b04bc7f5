# Makes the installer for Windows. Run on Windows, with Python 3.11 and Inno Setup 6:
#   powershell -File packaging\windows\build.ps1
# With $env:SIGN_COMMAND, such as a call of signtool, the installer is signed by it.
$ErrorActionPreference = "Stop"

# PowerShell 5.1, which Windows comes with, goes on after a program that failed.
function Assert-Done($what) { if ($LASTEXITCODE) { throw "$what failed ($LASTEXITCODE)" } }

Set-Location (Join-Path $PSScriptRoot "..\..")

python -m venv build\venv
Assert-Done "venv"
$python = "build\venv\Scripts\python.exe"
& $python -m pip install --quiet --constraint packaging\constraints.txt `
  --requirement packaging\pyinstaller\requirements.txt .
Assert-Done "pip"
& $python packaging\pyinstaller\build.py --out build\bundle
Assert-Done "build.py"
& $python packaging\windows\associations.py build\associations.iss
Assert-Done "associations.py"

$version = (& build\bundle\memstudio\memstudio.exe --version).Split(" ")[1]
& "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" /Q "/DVersion=$version" packaging\windows\memstudio.iss
Assert-Done "Inno Setup"
$setup = "build\MemStudio-$version-x64-setup.exe"
if ($env:SIGN_COMMAND) {
  Invoke-Expression "$env:SIGN_COMMAND $setup"
  Assert-Done "Signing"
}
"{0}: {1:N0} MB" -f $setup, ((Get-Item $setup).Length / 1MB)
