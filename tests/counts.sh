#!/usr/bin/env bash
# How many files one more of a kind touches: an audit's check, an optimiser's pass, a material extension of
# glTF with a texture, a panel of the window.
#
#   bash tests/counts.sh [check|pass|extension|panel]...
#
# Each is a small patch in tests/counts that adds a real one. It is applied, built and counted in a work tree
# of its own, on what is committed; nothing here is touched. Exits with 1 where a patch doesn't apply or
# doesn't build, or touches more files than its kind may.
set -euo pipefail

root=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
CARGO_TARGET_DIR=$(realpath -m "${CARGO_TARGET_DIR:-$root/target}")
export CARGO_TARGET_DIR
# The same place each time: what was built there before is built no second time.
tree=$CARGO_TARGET_DIR/counts
log=$(mktemp)

# The most files that one more may touch.
limit() {
    case $1 in
        check) echo 4 ;;
        pass) echo 3 ;;
        extension) echo 6 ;;
        panel) echo 6 ;;
        *) echo "There is no $1 to count: check, pass, extension or panel" >&2; exit 2 ;;
    esac
}

remove() {
    git -C "$root" worktree remove --force "$tree" 2> /dev/null || true
    rm -f "$log"
}
trap remove EXIT
git -C "$root" worktree prune
git -C "$root" worktree remove --force "$tree" 2> /dev/null || true
mkdir -p "$CARGO_TARGET_DIR"
git -C "$root" worktree add --quiet --detach "$tree" HEAD
cd "$tree"

[ $# -gt 0 ] || set -- check pass extension panel
for what in "$@"; do
    limit "$what" > /dev/null
done
ended=0
printf '%-10s %5s  %s\n' what files which
for what in "$@"; do
    patch=$root/tests/counts/$what.patch
    most=$(limit "$what")
    # Little context, so that a patch lasts; where that isn't found, what it was made from may help.
    if ! git apply --index --recount -C1 "$patch" 2> "$log" \
        && ! git apply --index --3way "$patch" 2>> "$log"; then
        printf '%-10s %5s  %s\n' "$what" - "the patch doesn't apply"
        cat "$log" >&2
        ended=1
    else
        mapfile -t files < <(git diff --cached --name-only)
        printf '%-10s %5d  %s\n' "$what" "${#files[@]}" "${files[0]}"
        for file in "${files[@]:1}"; do
            printf '%-10s %5s  %s\n' '' '' "$file"
        done
        if [ "${#files[@]}" -gt "$most" ]; then
            echo "$what touches ${#files[@]} files, more than $most" >&2
            ended=1
        fi
        if ! cargo check --workspace --quiet > "$log" 2>&1; then
            echo "$what doesn't build:" >&2
            cat "$log" >&2
            ended=1
        fi
    fi
    git reset --quiet --hard
    git clean --quiet -d --force
done
exit $ended
