# Makes .venv with the package in it, and asks apt for the programs that add to it. Sourced by run and test.
# Everything is said on standard error.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$root/.venv"
export PYTHONUTF8=1

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 3; }

# A Python of version 3.11 or later; the first found of the usual names.
find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or later is needed. Debian 12 and Ubuntu 24.04: apt install python3 python3-venv." \
        "macOS: brew install python@3.12. Elsewhere: https://www.python.org/downloads/"
}

# apt_install PACKAGE...: true if they are installed afterwards.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    say "installing with apt-get: $*"
    local install=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@")
    "${install[@]}" >/dev/null 2>&1 ||
        { ${as_root[@]+"${as_root[@]}"} apt-get update -q >/dev/null 2>&1 && "${install[@]}" >/dev/null 2>&1; }
}

make_venv() {
    [ -x "$venv/bin/python" ] && return
    local python
    python=$(find_python)
    say "making $venv with $python"
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        # Debian and Ubuntu keep the venv module in a package of its own.
        rm -rf "$venv"
        apt_install "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" ||
            apt_install python3-venv || true
        "$python" -m venv "$venv" >&2 || { rm -rf "$venv"; fail "$python cannot make a venv: apt install python3-venv"; }
    fi
}

# install_package EXTRAS: only when pyproject.toml has changed, or the folder has moved, since they were installed.
install_package() {
    local stamp="$venv/.installed-$1" checksum
    checksum="$("$venv/bin/python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' \
        "$root/pyproject.toml") $root"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$checksum" ] && return
    say "installing report-extractor[$1] and what it needs; this takes a minute or two the first time"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$root[$1]" >&2 ||
        fail "the installation failed; the lines above say why. Is there a way to a package index?"
    printf '%s\n' "$checksum" >"$stamp"
}

# The second OCR engine. The first one comes with the package, so that this is never a reason to stop.
install_tesseract() {
    local wanted=() language installed
    installed=$(tesseract --list-langs 2>/dev/null || true)
    command -v tesseract >/dev/null 2>&1 || wanted+=(tesseract-ocr)
    for language in chi_sim eng; do
        grep -qx "$language" <<<"$installed" || wanted+=("tesseract-ocr-${language//_/-}")
    done
    [ ${#wanted[@]} -eq 0 ] && return
    [ -f "$venv/.apt-tried" ] && [ "${1:-}" != "again" ] && return
    touch "$venv/.apt-tried"
    apt_install "${wanted[@]}" && return
    say "note: Tesseract, the second OCR engine, is not complete here: ${wanted[*]} (--engine tesseract will not work)."
    say "      Debian, Ubuntu: apt install ${wanted[*]} · macOS: brew install tesseract tesseract-lang"
}

# The server that the tests of databases start for themselves; Debian keeps it off the path.
install_postgres() {
    command -v initdb >/dev/null 2>&1 && return
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return
    apt_install postgresql && return
    say "note: PostgreSQL's server is not installed here, and tests of it are left out."
    say "      Debian, Ubuntu: apt install postgresql · macOS: brew install postgresql"
}

# What opens workbooks in tests: the smallest package that converts them, without a window system.
install_libreoffice() {
    command -v soffice >/dev/null 2>&1 && return
    apt_install libreoffice-calc-nogui && return
    say "note: LibreOffice is not installed here, and tests that open workbooks in it are left out."
    say "      Debian, Ubuntu: apt install libreoffice-calc-nogui · macOS: brew install --cask libreoffice"
}

# pdftotext, with which the tests look into searchable PDFs.
install_poppler() {
    command -v pdftotext >/dev/null 2>&1 && return
    apt_install poppler-utils && return
    say "note: pdftotext is not installed here, and tests that need it are left out."
    say "      Debian, Ubuntu: apt install poppler-utils · macOS: brew install poppler"
}
