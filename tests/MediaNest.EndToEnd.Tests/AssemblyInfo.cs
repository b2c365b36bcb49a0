// the tests share one running MediaNest, and some of them stop parts of it
[assembly: CollectionBehavior(DisableTestParallelization = true)]
