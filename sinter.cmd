@echo off
rem Runs Sinter from a checkout: finds a JDK 25, builds when a source is newer than the last build, starts Java.
rem Further JVM flags: set SINTER_JAVA_OPTS (the usual ones are in frontend\cli\java.flags).
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"
set "dist=%root%\frontend\cli\target\dist"
set "archive=%dist%\sinter.jsa"
rem The one module that calls drivers of devices, through java.lang.foreign.
set "native=--enable-native-access=io.sinter.runtime"
set "jdk="

if defined JAVA_HOME call :suits "%JAVA_HOME%"
if not defined jdk for %%J in (javac.exe) do if not "%%~$PATH:J"=="" call :suits "%%~dp$PATH:J.."
if not defined jdk for /d %%D in (
  "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Zulu\*"
  "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\BellSoft\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\scoop\apps\*jdk*"
) do if not defined jdk call :suits "%%~D"
if not defined jdk (
  echo sinter: no JDK 25 or newer found: install one ^(adoptium.net^) or point JAVA_HOME at it 1>&2
  exit /b 2
)
if "%~1"=="--java-home" (
  echo %jdk%
  exit /b 0
)

powershell -NoProfile -Command "$s = Get-Item '%dist%\built' -ErrorAction SilentlyContinue; if (!$s) { exit 1 }; $f = @('pom.xml'); foreach ($m in 'runtime','ir','passes','codegen-jvm','codegen-opencl','frontend','frontend\core','frontend\onnx','frontend\check','frontend\report','frontend\cli') { $f += ($m + '\pom.xml'), ($m + '\src\main') }; Set-Location -LiteralPath '%root%'; $f = $f.Where({ Test-Path $_ }); foreach ($i in @(Get-Item $f) + @(Get-ChildItem $f.Where({ Test-Path $_ -PathType Container }) -Recurse)) { if ($i.LastWriteTimeUtc -gt $s.LastWriteTimeUtc) { exit 1 } }; exit 0"
if not errorlevel 1 goto run

where mvn >nul 2>nul
if errorlevel 1 (
  echo sinter: Maven 3.8 or newer is needed to build: install it ^(maven.apache.org^) 1>&2
  exit /b 2
)
echo sinter: building (only when sources changed) ... 1>&2
if exist "%dist%" rmdir /s /q "%dist%"
if not exist "%root%\frontend\cli\target" mkdir "%root%\frontend\cli\target"
type nul > "%root%\frontend\cli\target\started"
if not defined JAVA_HOME set "JAVA_HOME=%jdk%"
pushd "%root%"
call mvn -B -q -ntp -pl frontend/cli -am -Dmaven.test.skip=true package > "%root%\frontend\cli\target\build.log" 2>&1
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
  type "%root%\frontend\cli\target\build.log" 1>&2
  echo sinter: the build failed; its output is above 1>&2
  exit /b 3
)
rem The classes of a run as the JVM keeps them (class data sharing), for shorter starts; nothing rests on it.
pushd "%root%"
"%jdk%\bin\java" "@frontend\cli\java.flags" "-XX:ArchiveClassesAtExit=%archive%" "%native%" -p "%dist%\lib" -m io.sinter.cli/io.sinter.cli.Main run examples\digits\digits_cnn.onnx --input image=examples\digits\samples.npy >> "%root%\frontend\cli\target\build.log" 2>&1
if errorlevel 1 if exist "%archive%" del "%archive%"
popd
move /y "%root%\frontend\cli\target\started" "%dist%\built" >nul

:run
set "share="
if exist "%archive%" set share="-XX:SharedArchiveFile=%archive%"
"%jdk%\bin\java" "@%root%\frontend\cli\java.flags" %SINTER_JAVA_OPTS% %share% "%native%" -p "%dist%\lib" -m io.sinter.cli/io.sinter.cli.Main %*
exit /b %errorlevel%

rem Sets jdk to the folder in the first argument if that is a JDK of version 25 or newer.
:suits
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=2 delims==" %%V in (`findstr /b "JAVA_VERSION=" "%~1\release"`) do for /f "tokens=1 delims=.-+" %%M in ("%%~V") do if %%M geq 25 set "jdk=%~f1"
exit /b 0
