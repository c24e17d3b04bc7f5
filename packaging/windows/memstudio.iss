; The installer for Windows, for Inno Setup 6; build.ps1 beside this file makes all that it packs.
; Installs for the user who runs it, without an administrator; `/ALLUSERS` asks for all users.

#ifndef Version
  #error Give the version: ISCC /DVersion=0.1.0 packaging\windows\memstudio.iss
#endif

[Setup]
AppId={{6B0C8B55-6C62-4B0E-9B9F-3D2C64C1B7A1}
AppName=MemStudio
AppVersion={#Version}
AppPublisher=MemStudio developers
DefaultDirName={autopf}\MemStudio
DefaultGroupName=MemStudio
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
ChangesEnvironment=yes
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\bundle\work\memstudio\icons\memstudio.ico
UninstallDisplayIcon={app}\memstudio-studio.exe
OutputDir=..\..\build
OutputBaseFilename=MemStudio-{#Version}-x64-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: addtopath; Description: "Put the command memstudio on the search path"; Flags: unchecked

[Files]
Source: "..\..\build\bundle\memstudio\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[InstallDelete]
; What an older version had and this one has not would be found by Python all the same.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\MemStudio"; Filename: "{app}\memstudio-studio.exe"; AppUserModelID: "io.github.memstudio.MemStudio"
Name: "{autodesktop}\MemStudio"; Filename: "{app}\memstudio-studio.exe"; Tasks: desktopicon

#include "..\..\build\associations.iss"
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: addtopath; Check: IsNotOnPath

[Run]
Filename: "{app}\memstudio-studio.exe"; Description: "{cm:LaunchProgram,MemStudio}"; Flags: nowait postinstall skipifsilent

[Code]
function IsNotOnPath: Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Path) + ';') = 0;
end;

// What was put on the search path is taken away again, and nothing else of it.
procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Ours: String;
  At: Integer;
begin
  if (Step <> usPostUninstall) or not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    exit;
  Ours := ';' + ExpandConstant('{app}');
  At := Pos(Uppercase(Ours) + ';', Uppercase(Path) + ';');
  if At > 0 then
  begin
    Delete(Path, At, Length(Ours));
    RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
  end;
end;
