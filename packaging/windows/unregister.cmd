@echo off
rem Takes back what register.cmd registered.
setlocal
set "classes=HKCU\Software\Classes"
reg delete "%classes%\Organogram.Structure" /f >nul 2>nul
reg delete "%classes%\.ron\OpenWithProgids" /v Organogram.Structure /f >nul 2>nul
echo Organogram is no longer registered for *.ron.
