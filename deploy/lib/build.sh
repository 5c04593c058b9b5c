# shellcheck shell=bash
# The one release build, static in Swift's own libraries: what `up` runs is what `package` packs.

# build_release PRODUCT…: asks the compiler only when a source is newer than the last build.
build_release() {
    local product stamp began=$SECONDS built=false
    cd "$repository" || die "no folder $repository"
    for product; do
        stamp=.build/deploy/$product
        ! is_built "$product" || continue
        step "building $product (release)"
        install -d .build/deploy
        touch "$stamp.new"
        swift build -c release --static-swift-stdlib --product "$product" || die "the build of $product failed"
        mv "$stamp.new" "$stamp"
        built=true
    done
    ! $built || step "built in $((SECONDS - began)) s"
}

is_built() {
    local stamp=.build/deploy/$1
    [[ -x .build/release/$1 && -e $stamp ]] &&
        # Folders count too: one gets newer when a file leaves it.
        [[ -z $(find Package.swift Package.resolved Services Shared -newer "$stamp" -print -quit 2>/dev/null) ]]
}

# install_binaries PRODUCT…: into HOME/bin, without symbols. A file that runs is replaced, never written to.
install_binaries() {
    local product source target
    install -d -m 755 "$home/bin"
    for product; do
        source=$repository/.build/release/$product
        target=$home/bin/$product
        [[ $source -nt $target || $source -ot $target ]] || continue
        strip -p -o "$target.new" "$source"
        chmod 755 "$target.new"
        if cmp -s "$target.new" "$target"; then
            rm "$target.new"
            touch -r "$source" "$target"
        else
            mv "$target.new" "$target"
        fi
    done
}
