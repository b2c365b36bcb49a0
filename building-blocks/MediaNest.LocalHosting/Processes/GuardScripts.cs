namespace MediaNest.LocalHosting.Processes;

/// <summary>The two shell scripts around every child process.</summary>
/// <remarks>
/// A process must not outlive its owner, even when the owner is killed with SIGKILL and can clean nothing up.
/// <c>PR_SET_PDEATHSIG</c> does not serve: it fires when the *thread* that forked ends, and .NET forks from pool threads.
/// So a tiny shell (about 1 MB) watches something the kernel releases when the owner dies: a pipe, or a file lock.
/// </remarks>
internal static class GuardScripts
{
    /// <summary>Starts the watcher, then becomes the command: same process id, a session and process group of its own.</summary>
    internal const string Run = """
        signal=$1 grace=$2 keeper=$3 log=$4 watch=$5; shift 5
        exec 3<&0 </dev/null
        setsid sh -c "$watch" watch $$ "$signal" "$grace" "$keeper" >/dev/null 2>&1 &
        exec 3<&-
        [ -z "$log" ] || exec >>"$log" 2>&1
        exec setsid env --default-signal=INT,QUIT "$@"
        """;

    /// <summary>
    /// Waits for the owner's end (of file on the pipe; or the keeper's lock set free), then asks the process to stop
    /// and, after the grace time or its exit, kills what is left of its process group.
    /// </summary>
    /// <remarks>The start time tells the process from a later one with the same id.</remarks>
    internal const string Watch = """
        pid=$1 signal=$2 grace=$3 keeper=$4
        born() { read -r stat </proc/$pid/stat || return 1; set -- ${stat##*) }; [ "$1" != Z ] && echo "${20}"; }
        birth=$(born)
        alive() { [ "$(born)" = "$birth" ]; }
        if [ -n "$keeper" ]; then
          exec 3<&- 8>>"$keeper.servers"
          flock -s 8
          until flock -w 1 -s "$keeper" true 8>&-; do alive || break; done
        else
          while read -r _; do :; done <&3
        fi
        n=0
        alive && kill -s "$signal" "$pid"
        while alive && [ $n -lt "$grace" ]; do sleep 0.1; n=$((n+1)); done
        kill -s KILL -- "-$pid"
        alive && kill -s KILL "$pid"
        """;
}
