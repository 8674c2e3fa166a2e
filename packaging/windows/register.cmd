@echo off
rem Registers the type of structure files (*.ron) for this user: "Open with" offers Organogram. The program is the one
rem beside this script; run it again when the folder has moved. unregister.cmd takes it back.
setlocal
set "program=%~dp0organogramw.exe"
set "classes=HKCU\Software\Classes"
set "type=%classes%\Organogram.Structure"
if not exist "%program%" goto failed
reg add "%type%" /ve /d "Structure of an organization" /f >nul
if errorlevel 1 goto failed
reg add "%type%\DefaultIcon" /ve /d "%program%,0" /f >nul
if errorlevel 1 goto failed
reg add "%type%\shell\open\command" /ve /d "\"%program%\" \"%%1\"" /f >nul
if errorlevel 1 goto failed
reg add "%classes%\.ron\OpenWithProgids" /v Organogram.Structure /d "" /f >nul
if errorlevel 1 goto failed
echo Organogram is registered for *.ron.
exit /b 0
:failed
echo Organogram was not registered: "%program%" is missing, or the registry refused.
exit /b 1
