/// One plain page on what the server can and cannot see.
public enum ServerWords {
  public static let first =
    "The relay stores and passes on what it cannot read. Words are sealed on your phone and opened "
    + "only on the phones of the child’s team."

  public static let sections: [Headed<String>] = [
    Headed(
      "It cannot see",
      [
        "any name, address, number or word of a child’s case",
        "whether something is a worry, a note or a change of number",
        "how many things were written: what waits is sealed together, and padded",
        "who is in a child’s life",
      ]),
    Headed(
      "It can see",
      [
        "that a partnership exists, its devices, and which devices share which team",
        "when a device connects, from which network address, and when it sends something",
        "about how large that is, in padded steps",
      ]),
    Headed(
      "It could hold back",
      [
        "It cannot change, forge or silently drop what two people have both seen. It could withhold "
          + "the newest; that shows as age under Sync, last heard from."
      ]),
  ]
}
