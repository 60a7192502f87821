#!/usr/bin/env bash
# Installs what is missing for building (no argument) or for building and testing (argument `test`). Quick when nothing is.
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"

for_tests=false
[[ ${1:-} != test ]] || for_tests=true

# --- system packages -------------------------------------------------------------------------------------------------------

apt_updated=false
# Brings the list of Debian's packages up to date, once. Without the right to do so the one that is there must serve.
apt_refresh() {
  if $apt_updated; then return; fi
  if [[ $(id -u) -eq 0 ]]; then
    apt-get update -qq
  elif command -v sudo >/dev/null; then
    sudo apt-get update -qq
  fi
  apt_updated=true
}
apt_install() {
  local sudo=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || fail "these Debian packages are needed, and there is no sudo to install them: $*"
    sudo=(sudo)
  fi
  apt_refresh
  say "Installing from Debian: $*"
  ${sudo[@]+"${sudo[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}
has_apt() { command -v apt-get >/dev/null; }

# --- Rust ------------------------------------------------------------------------------------------------------------------

install_rust() {
  command -v rustup >/dev/null || fail "rustup is needed (its home page tells how to install it); then run this again"
  local version
  version=$(channel)
  if ! RUSTUP_TOOLCHAIN=$version rustc --version >/dev/null 2>&1; then
    say "Installing Rust $version"
    rustup toolchain install "$version" --profile minimal
  fi
  for tool in clippy:cargo-clippy rustfmt:cargo-fmt; do
    RUSTUP_TOOLCHAIN=$version "${tool#*:}" --version >/dev/null 2>&1 ||
      rustup component add "${tool%:*}" --toolchain "$version"
  done
  # The C linker that every native build, such as that of a build script, needs.
  command -v cc >/dev/null || { has_apt && apt_install gcc libc6-dev; } || fail "a C compiler (cc) is needed"
}

install_wasm_target() {
  local version
  version=$(channel)
  if [[ ${BULKHEAD_WASM_TOOLCHAIN:-} != debian ]]; then
    if ! has_wasm_std "$version"; then
      say "Installing the target $wasm_target for Rust $version"
      RUSTUP_MAX_RETRIES=1 rustup target add "$wasm_target" --toolchain "$version" ||
        say "rustup has no $wasm_target to give here; using Debian's Rust for the browser's part"
    fi
    if has_wasm_std "$version"; then
      # An override left over from the other route would win over rust-toolchain.toml.
      if override_is_ours; then rustup override unset --path "$root"; fi
      return
    fi
  fi
  has_apt || fail "could not install the Rust target $wasm_target: run 'rustup target add $wasm_target --toolchain $version'"
  install_debian_wasm
  # So that plain `trunk serve` in this checkout finds the target too.
  override_is_ours || rustup override set "$debian_toolchain" --path "$root"
}

override_is_ours() { rustup override list 2>/dev/null | tr -s '\t ' ' ' | sed 's/ $//' | grep -qxF "$root $debian_toolchain"; }

# Debian's security archive carries a current Rust (it builds Firefox and Chromium) with its sources, but no std for wasm32.
install_debian_wasm() {
  local rustc=/usr/bin/rustc missing=() package
  for package in rustc-web cargo-web rust-web-src rust-web-clippy; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [[ ${#missing[@]} -eq 0 ]] || apt_install "${missing[@]}"
  rustup toolchain list | grep -q "^$debian_toolchain\b" || rustup toolchain link "$debian_toolchain" /usr

  local libdir host llvm sudo=()
  [[ $(id -u) -eq 0 ]] || sudo=(sudo)
  libdir=$($rustc --print target-libdir --target "$wasm_target")
  host=$($rustc -vV | sed -n 's/^host: //p')

  # rustc looks for a linker named rust-lld in its own directory; lld of the same LLVM is that program.
  llvm=$($rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  [[ -x /usr/bin/lld-$llvm ]] || apt_install "lld-$llvm"
  local linker
  linker="$($rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld"
  if [[ $(readlink "$linker" || true) != "/usr/bin/lld-$llvm" ]]; then
    ${sudo[@]+"${sudo[@]}"} mkdir -p "$(dirname "$linker")"
    ${sudo[@]+"${sudo[@]}"} ln -sfn "/usr/bin/lld-$llvm" "$linker"
  fi

  # A std serves exactly one compiler: the stamp tells when an upgrade needs a new one.
  local stamp
  stamp=$($rustc -vV; dpkg-query -W -f '${Version}\n' rustc-web rust-web-src)
  if [[ -f $libdir/bulkhead-stamp && $(<"$libdir/bulkhead-stamp") == "$stamp" ]] && has_wasm_std "$debian_toolchain"; then return; fi

  say "Building the standard library for $wasm_target with Debian's Rust (about a minute)"
  local work
  work=$(mktemp -d)
  mkdir -p "$work/src"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
  echo '#![no_std]' >"$work/src/lib.rs"
  # Bitcode, because without it a build with LTO can't use this std.
  (
    cd "$work" || exit
    RUSTUP_TOOLCHAIN=$debian_toolchain RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR=$work/target \
      cargo build --release --quiet --target "$wasm_target" -Zbuild-std=std,panic_abort,proc_macro
  )
  ${sudo[@]+"${sudo[@]}"} mkdir -p "$libdir"
  ${sudo[@]+"${sudo[@]}"} find "$libdir" -name '*.r*' -delete
  ${sudo[@]+"${sudo[@]}"} find "$work/target/$wasm_target/release/deps" -name '*.r*' ! -name 'libempty*' -exec cp {} "$libdir/" \;
  echo "$stamp" | ${sudo[@]+"${sudo[@]}"} tee "$libdir/bulkhead-stamp" >/dev/null
  rm -rf "$work"
  # cargo doesn't notice that std was replaced.
  rm -rf "target/$wasm_target"
}

# --- programs from crates.io -----------------------------------------------------------------------------------------------

# A lighter profile: these programs run for seconds and would be compiled for many minutes. One target directory, because they
# share dependencies; it is removed when everything is installed.
cargo_install() {
  RUSTUP_TOOLCHAIN=$(channel) CARGO_TARGET_DIR=${TMPDIR:-/tmp}/bulkhead-tools-$(id -u) \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_STRIP=true cargo install --quiet "$@"
}

# A program's own lock file can name a version that is not to be had (withdrawn, or not yet on a mirror).
cargo_install_locked() {
  cargo_install --locked "$@" || {
    say "Its lock file can't be used; installing it with the newest fitting dependencies"
    cargo_install "$@"
  }
}

install_cargo_programs() {
  local installed=false wanted
  if [[ $(trunk --version 2>/dev/null) != "trunk $TRUNK_VERSION" ]]; then
    say "Installing trunk $TRUNK_VERSION (some minutes)"
    # Without its default features it can't download tools: everything it uses is installed here, in versions that are pinned.
    cargo_install --locked --no-default-features "trunk@$TRUNK_VERSION"
    installed=true
  fi
  wanted=$(wasm_bindgen_version)
  [[ -n $wanted ]] || fail "Cargo.lock names no wasm-bindgen"
  if [[ $(wasm-bindgen --version 2>/dev/null) != "wasm-bindgen $wanted" ]]; then
    say "Installing wasm-bindgen-cli $wanted, the version of its crate in Cargo.lock (some minutes)"
    cargo_install_locked "wasm-bindgen-cli@$wanted"
    installed=true
  fi
  # It doesn't tell its version itself.
  if ! command -v wasm-split-cli >/dev/null || [[ $(cargo install --list) != *"wasm_split_cli_support v$WASM_SPLIT_VERSION:"* ]]; then
    say "Installing wasm-split-cli $WASM_SPLIT_VERSION (a minute)"
    cargo_install_locked "wasm_split_cli_support@$WASM_SPLIT_VERSION" --features build-binary
    installed=true
  fi
  ! $installed || rm -rf "${TMPDIR:-/tmp}/bulkhead-tools-$(id -u)"
}

# --- npm packages ----------------------------------------------------------------------------------------------------------

install_npm_packages() {
  command -v node >/dev/null || fail "Node.js 20 or newer is needed"
  [[ $(node -p 'process.versions.node.split(".")[0]') -ge 20 ]] || fail "Node.js 20 or newer is needed; this is $(node --version)"
  cmp -s package-lock.json node_modules/.bulkhead-lock && return
  say "Installing npm packages"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  # The only install script that is needed: npm packages can't hold the symbolic links of PostgreSQL's libraries.
  local package
  for package in node_modules/pg1*; do
    if [[ -d $package ]]; then (cd "$package" && node scripts/hydrate-symlinks.js); fi
  done
  cp package-lock.json node_modules/.bulkhead-lock
}

# --- what only the tests need ----------------------------------------------------------------------------------------------

# pgTAP is nothing but SQL, so Debian's files serve every build of PostgreSQL: they are put beside the extensions of the servers
# that npm brought. Its package is unpacked, not installed, for it would bring a server along.
install_pgtap() {
  local extensions from=/usr/share/postgresql/15/extension unpacked=
  for extensions in node_modules/pg1*/native/share/postgresql/extension; do
    if [[ ! -d $extensions ]] || compgen -G "$extensions/pgtap--*.sql" >/dev/null; then continue; fi
    if [[ ! -f $from/pgtap.control ]]; then
      if ! has_apt; then
        say "There is no pgTAP to be had here: its tests will be skipped"
        return
      fi
      say "Unpacking Debian's postgresql-15-pgtap"
      apt_refresh
      unpacked=$(mktemp -d)
      if ! (cd "$unpacked" && chmod 777 . && apt-get download -qq postgresql-15-pgtap && dpkg-deb -x postgresql-15-pgtap_*.deb .); then
        say "There is no pgTAP to be had here: its tests will be skipped"
        rm -rf "$unpacked"
        return
      fi
      from=$unpacked$from
    fi
    cp "$from"/pgtap.control "$from"/pgtap--*.sql "$extensions"
  done
  [[ -z $unpacked ]] || rm -rf "$unpacked"
}

# psycopg and JDBC's driver, for the tests of the bundle's code: beside the npm packages. Where they are not to be had the
# tests say so and are skipped.
install_drivers() {
  local unpacked
  if [[ ! -x node_modules/.psycopg/bin/python ]] && command -v python3 >/dev/null; then
    say "Installing psycopg"
    if ! { python3 -m venv node_modules/.psycopg &&
      node_modules/.psycopg/bin/pip install -q --disable-pip-version-check 'psycopg[binary]==3.3.*' 'psycopg_pool==3.3.*'; }; then
      say "There is no psycopg to be had here: its test will be skipped"
      rm -rf node_modules/.psycopg
    fi
  fi
  if [[ ! -f node_modules/.jdbc/postgresql.jar ]] && has_apt; then
    say "Unpacking Debian's libpostgresql-jdbc-java"
    apt_refresh
    unpacked=$(mktemp -d)
    if (cd "$unpacked" && chmod 777 . && apt-get download -qq libpostgresql-jdbc-java && dpkg-deb -x libpostgresql-jdbc-java_*.deb .); then
      mkdir -p node_modules/.jdbc
      cp -L "$unpacked"/usr/share/java/postgresql.jar node_modules/.jdbc/
    else
      say "There is no JDBC driver to be had here: its test will be skipped"
    fi
    rm -rf "$unpacked"
  fi
}

install_test_programs() {
  install_pgtap
  install_drivers
  if ! command -v psql >/dev/null; then
    if has_apt; then apt_install postgresql-client; elif command -v brew >/dev/null; then brew install libpq; fi
  fi
  if ! find_chromium >/dev/null; then
    if has_apt && apt-cache show chromium >/dev/null 2>&1; then
      apt_install chromium
    else
      say "Installing Chromium with Playwright"
      playwright-core install chromium || true
    fi
    find_chromium >/dev/null ||
      fail "the browser tests need Chromium or Chrome: install one, or name its program in CHROMIUM_PATH"
  fi
}

install_rust
install_npm_packages
install_wasm_target
install_cargo_programs
if $for_tests; then install_test_programs; fi
