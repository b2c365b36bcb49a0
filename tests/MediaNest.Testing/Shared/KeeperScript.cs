namespace MediaNest.Testing.Shared;

/// <summary>The process that keeps one set of shared servers alive while somebody needs them.</summary>
internal static class KeeperScript
{
    /// <summary>
    /// Needed means: a test process holds a shared lock on the users file, or a <c>dotnet test</c> that one belonged to still runs.
    /// The kernel frees the lock of a process that crashes, so none can keep the servers for ever or take them from others.
    /// Setting its own lock free is the keeper's whole way to stop the servers: their watchers wait for that.
    /// </summary>
    internal const string Text = """
        instance=$1 users=$2 current=$3
        exec 9>>"$instance/keeper.lock"
        flock -x 9
        run_goes_on() {
          for run in "$instance"/runs/*; do
            read -r birth <"$run" && read -r stat <"/proc/${run##*/}/stat" || continue
            set -- ${stat##*) }
            [ "${20}" = "$birth" ] && return 0
          done
          return 1
        }
        while :; do
          flock -x "$users" true 9>&-
          idle=0
          while flock -n -x "$users" true 9>&-; do
            # without a known run, wait a little: the next test project may be on its way
            limit=20
            [ -z "$(ls "$instance/runs")" ] || limit=2
            if [ $idle -ge $limit ] && ! run_goes_on; then
              exec 8>>"$users"
              flock -n -x 8 || { exec 8>&-; break; }
              rm -f "$current"
              exec 8>&- 9>&-
              flock -x "$instance/keeper.lock.servers" true
              rm -rf "$instance"
              exit 0
            fi
            sleep 0.5 9>&-
            idle=$((idle+1))
          done
        done
        """;
}
