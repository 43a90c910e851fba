#!/bin/sh
# Makes the secrets that compose.yml reads, in docker/secrets or the directory given. What is there is kept.
# The directory is closed to everybody else; the files in it are readable, because containers read them as another user.
set -eu

directory=${1:-$(dirname "$0")/secrets}
mkdir -p "$directory"
chmod 700 "$directory"

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }

keep() {
    if [ -s "$directory/$1" ]; then
        echo "kept $1"
    else
        printf '%s' "$2" >"$directory/$1"
        chmod 644 "$directory/$1"
        echo "made $1"
    fi
}

keep secret-key "$(random 60)"
keep credential-keys "$(random 32)"
keep audit-key "$(random 32)"
keep database-password "$(random 24)"
keep database-url "postgres://ironrules:$(cat "$directory/database-password")@postgresql:5432/ironrules"
keep redis-password "$(random 24)"
keep redis-url "redis://:$(cat "$directory/redis-password")@redis:6379/0"
