/// A step of the tour: a few sentences, and the command that is run then.
struct TourStep {
  var title: String
  var text: String

  /// Nil where there is only something to read.
  var command: String?

  /// All of them, with the network by that name.
  static func all(network: String) -> [TourStep] {
    [
      TourStep(
        title: "A network",
        text:
          "netrepl shows what a network makes of its input, and how that changes with it. Some networks "
          + "come with the program; this one has two inputs, three neurons that bend, and two outputs. "
          + "Between two steps you can type any command of your own: the tour waits.",
        command: "load example small as \(network)"),
      TourStep(
        title: "Its input",
        text:
          "What goes in is called I; this network came with one. Set it as a whole, or one number of it "
          + "(`set\u{a0}I2\u{a0}0.1`); `undo` takes a change back.",
        command: "set input 0.5 pi/4"),
      TourStep(
        title: "The output",
        text:
          "A is what comes out there. `trace` would show what every layer makes of it on the way.",
        command: "output"),
      TourStep(
        title: "First derivatives, checked",
        text:
          "The Jacobian tells how each output changes with each input. It is computed by formulas. At the "
          + "right stands how far the row is from finite differences, which know the network alone, and "
          + "the bound that their own error should not pass: within it the two agree.",
        command: "jacobian"),
      TourStep(
        title: "Second derivatives",
        text:
          "The Hessian of an output tells how these slopes change: a symmetric matrix for each output, "
          + "checked in the same way.",
        command: "hessian of A1"),
      TourStep(
        title: "Why",
        text:
          "An entry of it is a sum over the neurons that bend. `why` lists what each of them adds, the "
          + "largest part first.",
        command: "why H1[1,2]"),
      TourStep(
        title: "A claim of your own",
        text:
          "Formulas are typed as they are written, and judged: here, and at random networks of the same "
          + "layers. This one is false, by a common slip, which is told.",
        command: "claim J = W2 W1"),
      TourStep(
        title: "Step by step",
        text:
          "`derive` explains a formula in steps, with the numbers of this network, each step checked by "
          + "itself. `next` shows the one that follows.",
        command: "derive jacobian"),
      TourStep(
        title: "A picture",
        text:
          "How does an output go on around this input? Its tangent and its quadratic model stand beside it.",
        command: "plot A1 along I2"),
      TourStep(
        title: "Your own network",
        text:
          "`load FILE` reads networks of PyTorch, Keras, scikit-learn, ONNX, MATLAB and others, and Tab "
          + "completes the name of a file; `new 4-8-2` makes one up. If you have a file at hand, load it "
          + "now: all of this works on it. What is loaded stays; `networks` lists it, `use NAME` switches."
      ),
      TourStep(
        title: "Numbers to take with you",
        text:
          "`> FILE` behind a command writes what it answers, with all digits: `jacobian\u{a0}>\u{a0}j.csv`, or .npy, "
          + ".json, .tex, .m; a picture as .svg. The tour writes no file: type that if you want one."
      ),
      TourStep(
        title: "A session to keep",
        text:
          "`record lesson.md` writes down what you type from then on, and what it prints, until "
          + "`record\u{a0}stop`. The file is a document for people; `netrepl\u{a0}replay\u{a0}lesson.md` in a shell runs it again "
          + "and shows which numbers have changed."),
    ]
  }
}
