// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Testing

@Suite("Whether anybody is there to move a request")
struct StaffTests {
  private static func member(_ id: String, _ rights: Set<String>, unit: String = "") -> Staff.Member {
    Staff.Member(id: id, name: id.uppercased(), unit: unit, rights: rights)
  }

  @Test("A stage is without a mover when nobody holds a permission of any of its acts, and a closed one has no acts to miss")
  func stages() {
    let staff = Staff(members: [Self.member("a", ["register"])], units: [])
    let stages: [(stage: String, rights: Set<String>)] = [
      ("received", ["register"]), ("inExecution", ["execute", "decide"]), ("closed", []),
    ]
    #expect(staff.stagesWithoutMover(stages) == ["inExecution"])
    #expect(Staff(members: [], units: []).stagesWithoutMover(stages) == ["received", "inExecution"])
  }

  @Test("An officer of the central authority moves the requests of all units; without one, the units of those who are there remain")
  func units() {
    let south = Self.member("a", ["decide"], unit: "South")
    #expect(Staff(members: [south], units: ["South", "North"]).unitsWithMover(["decide"]) == ["South"])
    #expect(Staff(members: [south, Self.member("b", ["decide"])], units: []).unitsWithMover(["decide"]) == nil)
    #expect(Staff(members: [south], units: []).unitsWithMover(["register"]) == [])
  }

  @Test("Proposals wait in vain when none but their proposer could confirm, also where access or the unit keeps the others out")
  func proposals() {
    let first = Self.member("a", ["confirm"])
    let second = Self.member("b", ["confirm"], unit: "South")
    let staff = Staff(members: [first, second], units: ["South"])
    func inVain(_ proposers: [String], unit: String = "", granted: Set<String>? = nil) -> Bool {
      staff.leavesUnconfirmed(proposers: proposers, unit: unit, granted: granted, right: "confirm")
    }
    #expect(inVain(["a"]) && !inVain(["a"], unit: "South") && !inVain(["c"]))
    #expect(inVain(["b"], granted: ["b"]) && !inVain(["b"], granted: ["a", "b"]))
    #expect(!inVain(["a", "c"]), "the first can confirm what the third proposed")
    #expect(!inVain([]))
  }
}
