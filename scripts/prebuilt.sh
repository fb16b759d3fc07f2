# shellcheck shell=bash
# Sourced by scripts/setup and its test: programs that their projects have already built.

# prebuilt PROGRAM ADDRESS SHA256: installs a program from an archive of its project's release into $TOOLS/bin.
# Fails soon, and installs nothing, where the network does not offer the archive, its content is another than
# expected, or the program does not run here.
prebuilt() {
    local program=$1 address=$2 sha256=$3 folder
    [[ $(uname -sm) == 'Linux x86_64' ]] && have curl && have sha256sum || return 1
    folder=$(mktemp -d)
    if curl --silent --fail --location --connect-timeout 5 --speed-limit 10000 --speed-time 10 --max-time 120 \
        --output "$folder/archive" "$address" &&
        sha256sum --status --check <<<"$sha256  $folder/archive" &&
        tar -xzf "$folder/archive" -C "$folder" "$program" &&
        "$folder/$program" --version >/dev/null 2>&1; then
        mkdir -p "$TOOLS/bin"
        mv "$folder/$program" "$TOOLS/bin/$program"
        rm -rf "$folder"
        return 0
    fi
    rm -rf "$folder"
    return 1
}
