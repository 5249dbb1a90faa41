// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import MeetingsRules
import Storage
import Web

extension MeetingsPart {
  /// Delegations, participants, the list of speakers, the delegates' desk.
  static func session(_ meetings: Meetings) -> MeetingsPart {
    let home = SessionHome(meetings: meetings)
    return MeetingsPart(
      routes: participants(meetings) + delegations(meetings) + speakers(meetings) + desk(meetings),
      problems: CannotRegister.examples + CannotTakeFloor.examples + CannotGiveStatement.examples,
      home: [
        HomePanel(permission: "meetings.desk", order: 30, draw: home.delegate),
        HomePanel(permission: "meetings.service", order: 30, draw: home.officer),
      ],
      navigation: [NavigationItem(label: "meetings.session.desk", url: DeskPages.url, permission: "meetings.desk", order: 31)])
  }

  /// The tables of ``session(_:)``.
  static let sessionMigrations: [Migration] = [MeetingsStore.createSession]

  private static func participants(_ meetings: Meetings) -> [Route] {
    let participants = ParticipantsPage(meetings: meetings)
    let statements = StatementPages(meetings: meetings)
    return [
      .publicPage(
        .get, "/meetings/:meeting/participants", because: "everybody may know which States take part", participants.page),
      .page(.get, "/meetings/:meeting/participants.csv", needs: "meetings.read", participants.csv),
      .publicPage(
        .get, "/meetings/:meeting/speakers", because: "who has the floor is seen and heard by everybody in the room",
        PublicSpeakersPage(meetings: meetings).page),
      .publicPage(
        .get, "/meetings/:meeting/statements", because: "delegations agree that their delivered statements are published", statements.page),
      .publicPage(
        .get, "/meetings/:meeting/statements/:statement/file",
        because: "delegations agree that their delivered statements are published", statements.file),
      .page(
        .post, "/meetings/:meeting/statements/:statement/delivered", needs: "meetings.service", records: ["meetings.statementDelivered"],
        statements.deliver),
    ]
  }

  private static func delegations(_ meetings: Meetings) -> [Route] {
    let pages = DelegationPages(meetings: meetings)
    let entry = EditDelegation(meetings: meetings)
    let credentials = EditCredentials(meetings: meetings)
    let participant = EditParticipant(meetings: meetings)
    let attendance = AttendancePages(meetings: meetings)
    let list = "/meetings/:meeting/delegations"
    let one = "\(list)/:delegation"
    return [
      .page(.get, list, needs: "meetings.read", pages.list),
      .page(.get, "\(list)/new", needs: "meetings.service", entry.new),
      .page(.post, "\(list)/new", needs: "meetings.service", records: ["meetings.delegationRegistered"], entry.submitNew),
      .page(.get, one, needs: "meetings.read", pages.show),
      .page(.get, "\(one)/edit", needs: "meetings.service", entry.edit),
      .page(.post, "\(one)/edit", needs: "meetings.service", records: ["meetings.delegationChanged"], entry.submitEdit),
      .page(
        .post, "\(one)/remove", needs: "meetings.service", records: ["meetings.delegationRemoved", "meetings.delegateUnlinked"],
        RemoveDelegation(meetings: meetings).remove),
      .page(.get, "\(one)/credentials", needs: "meetings.service", credentials.edit),
      .page(
        .post, "\(one)/credentials", needs: "meetings.service", records: ["meetings.credentialsRecorded"],
        files: EditCredentials.fileLimit, credentials.submit),
      .page(.get, "\(one)/credentials/file", needs: "meetings.read", credentials.letter),
      .page(.post, "\(one)/account", needs: "meetings.service", records: ["meetings.delegateLinked"], pages.linkAccount),
      .page(.post, "\(one)/account/unlink", needs: "meetings.service", records: ["meetings.delegateUnlinked"], pages.unlinkAccount),
      .page(.get, "\(one)/participants/new", needs: "meetings.service", participant.new),
      .page(
        .post, "\(one)/participants/new", needs: "meetings.service", records: ["meetings.participantRegistered"], participant.submitNew),
      .page(.get, "\(one)/participants/:participant", needs: "meetings.service", participant.edit),
      .page(
        .post, "\(one)/participants/:participant", needs: "meetings.service", records: ["meetings.participantChanged"],
        participant.submitEdit),
      .page(
        .post, "\(one)/participants/:participant/remove", needs: "meetings.service", records: ["meetings.participantRemoved"],
        participant.remove),
      .page(.get, "/meetings/:meeting/attendance/:session", needs: "meetings.read", attendance.show),
      .page(
        .post, "/meetings/:meeting/attendance/:session", needs: "meetings.service",
        records: ["meetings.attendanceRecorded", "meetings.attendanceCorrected"], attendance.save),
    ]
  }

  private static func speakers(_ meetings: Meetings) -> [Route] {
    let speakers = SpeakersPages(meetings: meetings)
    return [
      .page(.get, "/meetings/:meeting/items/:item/speakers", needs: "meetings.read", speakers.show),
      .page(
        .post, "/meetings/:meeting/items/:item/speakers/:act", needs: "meetings.service", records: SpeakersPages.events, speakers.act),
    ]
  }

  private static func desk(_ meetings: Meetings) -> [Route] {
    let desk = DeskPages(meetings: meetings)
    let item = DeskItemPages(meetings: meetings)
    return [
      .page(.get, "/desk", needs: "meetings.desk", desk.start),
      .page(.get, "/desk/:meeting", needs: "meetings.desk", desk.show),
      .page(.get, "/desk/:meeting/items/:item", needs: "meetings.desk", item.show),
      .page(.post, "/desk/:meeting/items/:item/floor", needs: "meetings.desk", records: ["meetings.floorRequested"], item.request),
      .page(.post, "/desk/:meeting/items/:item/withdraw", needs: "meetings.desk", records: ["meetings.requestWithdrawn"], item.withdraw),
      .page(
        .post, "/desk/:meeting/items/:item/statements", needs: "meetings.desk", records: ["meetings.statementGivenIn"],
        files: DeskItemPages.fileLimit, item.giveIn),
      .page(
        .post, "/desk/:meeting/statements/:statement/:act", needs: "meetings.desk",
        records: ["meetings.statementReleased", "meetings.statementHeldBack", "meetings.statementWithdrawn"], item.actOnStatement),
      .page(.get, "/desk/:meeting/statements/:statement/file", needs: "meetings.desk", item.file),
    ]
  }
}
