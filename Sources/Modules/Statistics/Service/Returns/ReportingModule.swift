// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import StatisticsRules
import Storage
public import Web

extension Module {
  /// Returns on a central authority's node: questionnaires that came, the State's own figures, their approval and their way out.
  public static func reporting(_ reporting: Reporting) -> Module {
    let (read, report): (Permission, Permission) = ("statistics.readReturns", "statistics.report")
    let (questionnaires, own) = (QuestionnairePages(reporting: reporting), OwnReturnPages(reporting: reporting))
    let (list, one) = (ReportPath.list, "\(ReportPath.list)/:collection")
    return Module(
      name: "statistics",
      routes: [
        .page(.get, list, needs: read, questionnaires.list),
        .page(.get, "\(list)/take", needs: report, questionnaires.take),
        .page(
          .post, "\(list)/take", needs: report, records: ["statistics.questionnaireTaken"], files: QuestionnaireJSON.sizeLimit,
          questionnaires.submitTake),
        .page(.get, one, needs: read, own.page),
        .page(.post, "\(one)/fill", needs: report, records: ["statistics.returnFilled"], own.fill),
        .page(.post, "\(one)/note", needs: report, records: ["statistics.returnNoted"], own.note),
        .page(.post, "\(one)/approve", needs: "statistics.approveReturn", records: ["statistics.returnApproved"], own.approve),
        .page(.post, "\(one)/revise", needs: report, records: ["statistics.returnRevised"], own.revise),
        .page(.get, "\(one)/return.json", needs: read, own.text),
        .page(.post, "\(one)/send", needs: report, records: ["statistics.returnSent"], own.send),
        .page(.post, "\(one)/export", needs: report, records: ["statistics.returnExported"], own.export),
      ],
      migrations: ReportStore.migrations + TravelStore.migrations, strings: StatisticsResources.strings,
      navigation: [NavigationItem(label: "statistics.report.nav", url: list, permission: read, order: 41)],
      problems: CannotReport.examples + ReturnProblem.examples,
      home: [HomePanel(permission: read, order: 25, draw: questionnaires.home)])
  }
}
